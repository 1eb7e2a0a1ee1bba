/** Inference: densities, runs, losses, fits and draws, by families of algorithms. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module org.borch.infer {
  requires com.google.gson;
  requires static com.google.errorprone.annotations; // which Gson names
  requires me.tongfei.progressbar;
  requires static transitive org.jspecify;
  requires transitive java.desktop;
  requires transitive org.borch.core;
  requires transitive org.knowm.xchart;

  exports org.borch.infer;
  exports org.borch.infer.ascent;
  exports org.borch.infer.curvature;
  exports org.borch.infer.density;
  exports org.borch.infer.diagnostics;
  exports org.borch.infer.draws;
  exports org.borch.infer.ekf;
  exports org.borch.infer.evidence;
  exports org.borch.infer.files;
  exports org.borch.infer.fit;
  exports org.borch.infer.gaussian;
  exports org.borch.infer.joint;
  exports org.borch.infer.laplace;
  exports org.borch.infer.loss;
  exports org.borch.infer.mcmc;
  exports org.borch.infer.metrics;
  exports org.borch.infer.optim;
  exports org.borch.infer.plot;
  exports org.borch.infer.run;
  exports org.borch.infer.settings;
  exports org.borch.infer.sgmcmc;
  exports org.borch.infer.vi;
}
