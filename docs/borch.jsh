import static org.borch.distributions.Distributions.*;
import static org.borch.tensor.ArrayMath.*;

import ai.djl.ndarray.*;
import ai.djl.ndarray.types.*;
import java.nio.file.Path;
import org.borch.*;
import org.borch.Module;
import org.borch.infer.*;
import org.borch.infer.diagnostics.*;
import org.borch.infer.draws.*;
import org.borch.infer.files.*;
import org.borch.infer.fit.*;
import org.borch.infer.mcmc.*;
import org.borch.infer.plot.*;
import org.borch.infer.vi.*;
import org.borch.posterior.*;
import org.borch.tensor.*;
import org.borch.tensor.random.Seed;
