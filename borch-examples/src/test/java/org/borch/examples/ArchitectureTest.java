package org.borch.examples;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules between the parts of borch; here, because the examples see all of them. */
class ArchitectureTest {
  private static final JavaClasses BORCH =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.borch");

  @Test
  void aModuleSeesOnlyThoseBelowIt() {
    ArchRule rule =
        layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("tensor")
            .definedBy("org.borch.tensor..")
            .layer("distributions")
            .definedBy("org.borch.distributions..")
            .layer("core")
            .definedBy("org.borch", "org.borch.file..", "org.borch.posterior..", "org.borch.nn..")
            .layer("infer")
            .definedBy("org.borch.infer..")
            .layer("test")
            .definedBy("org.borch.test..")
            .layer("examples")
            .definedBy("org.borch.examples..")
            .whereLayer("distributions")
            .mayOnlyBeAccessedByLayers("core", "infer", "test", "examples")
            .whereLayer("core")
            .mayOnlyBeAccessedByLayers("infer", "test", "examples")
            .whereLayer("infer")
            .mayOnlyBeAccessedByLayers("test", "examples")
            .whereLayer("test")
            .mayOnlyBeAccessedByLayers("examples")
            .whereLayer("examples")
            .mayNotBeAccessedByAnyLayer();
    rule.check(BORCH);
  }

  @Test
  void onlyTensorKnowsTheEngine() {
    check(
        noClasses()
            .that(resideOutsideOfPackage("org.borch.tensor.."))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl.pytorch.."));
  }

  @Test
  void samplersModesAndDiagnosticsKnowNoModel() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "org.borch.infer.mcmc..",
                "org.borch.infer.sgmcmc..",
                "org.borch.infer.laplace..",
                "org.borch.infer.diagnostics..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.borch", "org.borch.posterior..", "org.borch.nn.."));
  }

  @Test
  void diagnosticsKnowNumbersOnly() {
    check(
        classes()
            .that()
            .resideInAPackage("org.borch.infer.diagnostics..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("org.borch.infer.diagnostics..", "java..", "org.jspecify.."));
  }

  @Test
  void publicClassesAreFinalOrAbstract() {
    DescribedPredicate<JavaClass> finalOrAbstract =
        DescribedPredicate.describe(
            "a final or abstract modifier",
            type ->
                type.isEnum()
                    || type.getModifiers().contains(FINAL)
                    || type.getModifiers().contains(ABSTRACT));
    check(classes().that().arePublic().should(have(finalOrAbstract)));
  }

  @Test
  void noPackageIsSplitOverTwoModules() {
    Map<String, Set<String>> modules =
        BORCH.stream()
            .collect(
                groupingBy(JavaClass::getPackageName, mapping(ArchitectureTest::module, toSet())));
    assertThat(modules).allSatisfy((name, homes) -> assertThat(homes).as(name).hasSize(1));
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(BORCH.stream().map(JavaClass::getPackage).distinct())
        .allSatisfy(
            each -> assertThat(each.isAnnotatedWith(NullMarked.class)).as(each.getName()).isTrue());
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(BORCH);
  }

  /** The jar or folder of classes that holds a type. */
  private static String module(JavaClass type) {
    String file = type.getSource().orElseThrow().getUri().toString();
    return file.substring(0, file.length() - type.getName().length() - ".class".length());
  }
}
