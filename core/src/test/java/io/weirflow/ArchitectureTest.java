package io.weirflow;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.weirflow.digest.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Holds the arrows between core's packages: who may use whom. */
class ArchitectureTest {
    /** Each package with those it may use besides itself; what a package may use is not inherited. */
    private static final Map<String, List<String>> ALLOWED = new TreeMap<>(Map.ofEntries(
            Map.entry("base", List.of()),
            Map.entry("digest", List.of("base")),
            Map.entry("resource", List.of("base", "digest")),
            Map.entry("assertion", List.of("base", "digest")),
            Map.entry("fileset", List.of("base", "digest", "assertion")),
            Map.entry("repository", List.of("base", "digest", "assertion", "fileset")),
            Map.entry("blob", List.of("base", "digest", "assertion", "fileset", "repository")),
            Map.entry("store", List.of("base", "digest")),
            Map.entry("journal", List.of("base", "digest", "store")),
            Map.entry("cache", List.of("base", "digest", "assertion", "fileset", "repository", "store")),
            Map.entry(
                    "exec",
                    List.of("base", "digest", "resource", "assertion", "fileset", "repository", "blob", "cache")),
            Map.entry(
                    "flow",
                    List.of("base", "digest", "resource", "assertion", "fileset", "repository", "cache", "exec")),
            Map.entry(
                    "eval",
                    List.of(
                            "base",
                            "digest",
                            "resource",
                            "assertion",
                            "fileset",
                            "repository",
                            "blob",
                            "cache",
                            "exec",
                            "flow")),
            Map.entry(
                    "task",
                    List.of(
                            "base",
                            "digest",
                            "resource",
                            "assertion",
                            "fileset",
                            "repository",
                            "blob",
                            "exec",
                            "flow",
                            "eval")),
            Map.entry(
                    "report",
                    List.of(
                            "base",
                            "digest",
                            "resource",
                            "assertion",
                            "fileset",
                            "repository",
                            "exec",
                            "flow",
                            "eval")),
            Map.entry(
                    "run",
                    List.of(
                            "base",
                            "digest",
                            "resource",
                            "assertion",
                            "fileset",
                            "repository",
                            "blob",
                            "cache",
                            "store",
                            "exec",
                            "flow",
                            "eval")),
            Map.entry(
                    "reflow",
                    List.of(
                            "base",
                            "digest",
                            "resource",
                            "assertion",
                            "fileset",
                            "repository",
                            "blob",
                            "cache",
                            "exec",
                            "flow"))));

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/testkit/")
                    && !location.contains("/backend/")
                    && !location.contains("/examples/"))
            .importUrl(Digest.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void eachPackageUsesOnlyThoseBelowIt() {
        ALLOWED.forEach((name, allowed) -> {
            List<String> outside = new ArrayList<>(List.of("io.weirflow"));
            ALLOWED.keySet().stream()
                    .filter(other -> !other.equals(name) && !allowed.contains(other))
                    .forEach(other -> outside.add("io.weirflow." + other + ".."));
            noClasses()
                    .that()
                    .resideInAPackage("io.weirflow." + name + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(outside.toArray(String[]::new))
                    .allowEmptyShould(true)
                    .check(CORE);
        });
    }

    @Test
    void everyPackageIsListedHere() {
        String[] known = ALLOWED.keySet().stream()
                .map(name -> "io.weirflow." + name + "..")
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage("io.weirflow..")
                .and()
                .resideOutsideOfPackage("io.weirflow")
                .should()
                .resideInAnyPackage(known)
                .check(CORE);
    }

    @Test
    void packagesFormNoCycles() {
        slices().matching("io.weirflow.(*)..").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void loggingGoesThroughThePlatform() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.slf4j..", "java.util.logging..")
                .check(CORE);
    }

    @Test
    void theClockIsInjected() {
        noClasses()
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(CORE);
    }
}
