package io.keypath.integrationtests;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.INTERFACES;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of the layout, over all that is shipped. */
class ArchitectureTest {

    private static final String ROOT = "io.keypath.";

    /** What every feature may use besides itself; each of them only those before it. */
    private static final List<String> SHARED = List.of("core", "tokens", "http");

    /** Of every module that has more than one of them. */
    private static final Set<String> LAYERS = Set.of("rest", "service", "store");

    /** By a feature's folder, what it alone says: its attributes, its provider, its grant type. */
    private static final Map<String, List<String>> WORDS = Map.of(
            "secret-authenticator",
            List.of("keypath-secret", "keypath.secret.", "keypath-developer", "keypath.developer-secret"),
            "long-lifetime-grant",
            List.of("keypath.long-lifetime", "grant-type:long-lifetime", "LONG_LIFETIME_"),
            "quick-login",
            List.of("keypath.quick-login", "/quick-login"),
            "gate",
            List.of("keypath.gate"));

    private static final JavaClasses CLASSES = shipped();

    @Test
    void everyProviderModuleIsJudged() throws IOException {
        for (Path module : modules()) {
            assertThat(module.resolve("target/classes/io/keypath"))
                    .as("compile all modules before this test")
                    .isDirectory();
        }
        assertThat(CLASSES).hasSizeGreaterThan(50);
    }

    @Test
    void aFeatureUsesCoreTokensAndHttpAndNoOtherFeature() {
        classes().should(useOnlySharedModules()).check(CLASSES);
    }

    @Test
    void noFeaturesWordsAreAnothers() throws IOException {
        for (Path module : modules()) {
            String sources = sources(module);
            WORDS.forEach((feature, words) -> {
                if (module.endsWith(feature)) {
                    assertThat(sources).as(feature).contains(words.get(0));
                } else {
                    assertThat(words).as("%s in %s", feature, module).noneMatch(sources::contains);
                }
            });
        }
    }

    private static String sources(Path module) throws IOException {
        var text = new StringBuilder();
        try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    @Test
    void coreIsPureJava() {
        classes()
                .that()
                .resideInAPackage("io.keypath.core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.keypath.core..", "java..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void everyFeatureHasItsLayersAndNothingBesides() {
        classes()
                .that(not(resideInAnyPackage("io.keypath.core..", "io.keypath.http..")))
                .should()
                .resideInAnyPackage(
                        LAYERS.stream().map(layer -> "io.keypath.*." + layer).toArray(String[]::new))
                .check(CLASSES);
    }

    @Test
    void aRequestGoesDownFromRestToServiceToStore() {
        noClasses()
                .that()
                .resideInAPackage("..service..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.keypath.*.rest..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("..store..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.keypath..").and(not(resideInAnyPackage("..store..", "io.keypath.core.."))))
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.keypath..")
                .and(not(resideInAnyPackage("..store..", "..service..")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("..store..").and(not(values())))
                .check(CLASSES);
    }

    @Test
    void onlyStoresSpeakToTheDatabase() {
        noClasses()
                .that(not(resideInAPackage("..store..")))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("jakarta.persistence.EntityManager")
                .check(CLASSES);
    }

    @Test
    void resourcesAreAtTheEdge() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Resource")
                .should()
                .resideInAPackage("io.keypath.*.rest")
                .check(CLASSES);
    }

    // Quarkus indexes such a class and serves it outside of Keycloak's realms and checks.
    @Test
    void noClassHasAPathOfItsOwn() {
        noClasses().should().beAnnotatedWith("jakarta.ws.rs.Path").check(CLASSES);
    }

    @Test
    void noPackageIsKeycloaksOrAnybodyElses() {
        classes().should().resideInAPackage("io.keypath..").check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        var packages = CLASSES.stream().map(JavaClass::getPackageName).distinct();

        assertThat(packages)
                .allSatisfy(name -> assertThat(CLASSES.getPackage(name).isAnnotatedWith(NullMarked.class))
                        .as(name)
                        .isTrue());
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Utils?|Helpers?|Managers?|Impl|Data|Info)")
                .check(CLASSES);
    }

    @Test
    void nobodyWritesPastTheLog() {
        noClasses().should(ACCESS_STANDARD_STREAMS).check(CLASSES);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.slf4j..", "org.apache..")
                .check(CLASSES);
    }

    @Test
    void factoriesAreFinal() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Factory")
                .and()
                .arePublic()
                .and(not(INTERFACES))
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(CLASSES);
    }

    /** A store's own records and enums, which carry values up; what reaches the database stays below. */
    private static DescribedPredicate<JavaClass> values() {
        return DescribedPredicate.describe("values", type -> type.isRecord() || type.isEnum());
    }

    private static ArchCondition<JavaClass> useOnlySharedModules() {
        return new ArchCondition<>("use of Keypath only core, tokens, http and their own module") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String module = module(type);
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    if (target.getPackageName().startsWith(ROOT) && !mayUse(module, module(target))) {
                        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static boolean mayUse(String module, String other) {
        if (module.equals(other)) {
            return true;
        }
        int place = SHARED.indexOf(module);
        return SHARED.subList(0, place < 0 ? SHARED.size() : place).contains(other);
    }

    /** {@code gate} of {@code io.keypath.gate.x}. */
    private static String module(JavaClass type) {
        return type.getPackageName().substring(ROOT.length()).split("\\.", 2)[0];
    }

    private static JavaClasses shipped() {
        try {
            return new ClassFileImporter()
                    .importPaths(modules().stream()
                            .map(module -> module.resolve("target/classes"))
                            .toList());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The folders of the modules that go into the bundle. */
    private static List<Path> modules() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("../providers"))) {
            return folders.filter(folder -> Files.isDirectory(folder.resolve("src/main/java")))
                    .toList();
        }
    }
}
