package io.keypath.integrationtests;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/** All endpoints of the bundle that users get, as {@code METHOD /address}, read from the annotations of its classes. */
final class Endpoints {

    private Endpoints() {}

    /**
     * Follows locators from the classes that Keycloak is given.
     *
     * @param roots the address of each class that has endpoints and that no locator leads to
     */
    static Set<String> of(java.nio.file.Path bundle, Map<String, String> roots) {
        JavaClasses classes = classes(bundle);
        Set<JavaClass> resources = classes.stream()
                .filter(candidate -> candidate.getMethods().stream().anyMatch(Endpoints::isMapped))
                .collect(Collectors.toSet());
        Set<String> located = resources.stream()
                .flatMap(resource -> resource.getMethods().stream())
                .filter(method -> path(method).isPresent() && verb(method).isEmpty())
                .map(method -> method.getRawReturnType().getName())
                .collect(Collectors.toSet());
        Set<String> found = resources.stream()
                .filter(resource -> !located.contains(resource.getName()))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
        if (!found.equals(new TreeSet<>(roots.keySet()))) {
            throw new AssertionError("Resources without an address, or addresses without a resource: " + found);
        }
        var endpoints = new TreeSet<String>();
        resources.stream()
                .filter(resource -> !located.contains(resource.getName()))
                .forEach(resource -> collect(resource, roots.getOrDefault(resource.getSimpleName(), ""), endpoints));
        return endpoints;
    }

    private static void collect(JavaClass resource, String address, Set<String> endpoints) {
        for (JavaMethod method : resource.getMethods()) {
            if (!isMapped(method)) {
                continue;
            }
            String below = address
                    + path(method)
                            .map(path -> path.startsWith("/") ? path : "/" + path)
                            .orElse("");
            Optional<String> verb = verb(method);
            if (verb.isPresent()) {
                endpoints.add(verb.get() + " " + below);
            } else {
                collect(method.getRawReturnType(), below, endpoints);
            }
        }
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
