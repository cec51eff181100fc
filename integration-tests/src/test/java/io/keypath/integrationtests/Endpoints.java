package io.keypath.integrationtests;

import static java.util.Map.entry;
import static java.util.Objects.requireNonNull;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All endpoints of the bundle that users get, by {@code METHOD /address}, read from the annotations of its classes. */
final class Endpoints {

    // The classes that have endpoints and that no locator names as what it returns, by address. The first stand in for
    // endpoints of Keycloak's own.
    private static final Map<String, List<String>> ROOTS = Map.ofEntries(
            entry("", List.of("PathLoginProtocolService")),
            entry("/realms/{realm}/protocol/openid-connect/auth", List.of("PathAuthorizationEndpoint")),
            entry("/realms/{realm}/path-tokens", List.of("PathTokensResource", "OwnTokensResource", "Preflight")),
            entry("/admin/realms/{realm}/path-tokens", List.of("PathTokensAdminResource")),
            entry("/realms/{realm}/gate", List.of("GateResource")),
            entry("/admin/realms/{realm}/gates", List.of("GatesAdminResource")),
            entry("/realms/{realm}/gate-shares", List.of("SharesResource", "Preflight")),
            entry("/admin/realms/{realm}/gate-shares", List.of("SharesAdminResource")),
            entry("/realms/{realm}/quick-login", List.of("QuickLoginResource")),
            entry("/admin/realms/{realm}/quick-login", List.of("QuickLoginAdminResource")),
            entry("/realms/{realm}/developer-secrets", List.of("DeveloperSecretsResource", "Preflight")),
            entry("/admin/realms/{realm}/client-secrets", List.of("ClientSecretsAdminResource")));

    private Endpoints() {}

    /** Follows locators from the classes that Keycloak is given. */
    static SortedMap<String, JavaMethod> of(java.nio.file.Path bundle) {
        JavaClasses classes = classes(bundle);
        Set<JavaClass> resources = classes.stream()
                .filter(candidate -> !candidate.getModifiers().contains(JavaModifier.ABSTRACT))
                .filter(candidate -> methods(candidate).anyMatch(Endpoints::isMapped))
                .collect(Collectors.toSet());
        Set<String> located = resources.stream()
                .flatMap(Endpoints::methods)
                .filter(method -> path(method).isPresent() && verb(method).isEmpty())
                .map(method -> method.getRawReturnType().getName())
                .collect(Collectors.toSet());
        Map<String, JavaClass> found = resources.stream()
                .filter(resource -> !located.contains(resource.getName()))
                .collect(Collectors.toMap(JavaClass::getSimpleName, resource -> resource));
        Set<String> named = ROOTS.values().stream().flatMap(List::stream).collect(Collectors.toSet());
        if (!found.keySet().equals(named)) {
            throw new AssertionError(
                    "Resources without an address, or addresses without a resource: " + found.keySet());
        }
        var endpoints = new TreeMap<String, JavaMethod>();
        ROOTS.forEach((address, names) ->
                names.forEach(name -> collect(requireNonNull(found.get(name)), address, endpoints)));
        return endpoints;
    }

    private static void collect(JavaClass resource, String address, Map<String, JavaMethod> endpoints) {
        for (JavaMethod method : methods(resource).filter(Endpoints::isMapped).toList()) {
            String below = address
                    + path(method)
                            .map(path -> path.startsWith("/") ? path : "/" + path)
                            .orElse("");
            Optional<String> verb = verb(method);
            if (verb.isPresent()) {
                endpoints.put(verb.get() + " " + below, method);
            } else if (!method.getRawReturnType().isEquivalentTo(Object.class)) {
                // What it returns is not said: each of these classes is a root of its own.
                collect(method.getRawReturnType(), below, endpoints);
            }
        }
    }

    // Inherited ones too, but those of Keycloak's classes, which ours only stand in for.
    private static Stream<JavaMethod> methods(JavaClass resource) {
        return resource.getAllMethods().stream()
                .filter(method -> method.getOwner().getPackageName().startsWith("io.keypath."));
    }

    private static boolean isMapped(JavaMethod method) {
        return path(method).isPresent() || verb(method).isPresent();
    }

    private static Optional<String> path(JavaMethod method) {
        return method.tryGetAnnotationOfType(Path.class).map(Path::value);
    }

    // GET and the like are annotations that carry @HttpMethod.
    private static Optional<String> verb(JavaMethod method) {
        return method.getAnnotations().stream()
                .map(JavaAnnotation::getRawType)
                .flatMap(type -> type.tryGetAnnotationOfType(HttpMethod.class).stream())
                .map(HttpMethod::value)
                .findFirst();
    }

    private static JavaClasses classes(java.nio.file.Path bundle) {
        try (var jar = new JarFile(bundle.toFile())) {
            return new ClassFileImporter().importJar(jar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
