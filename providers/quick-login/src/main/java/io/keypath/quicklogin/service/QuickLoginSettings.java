package io.keypath.quicklogin.service;

import io.keypath.core.AccessList;
import io.keypath.core.WebAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a client allows of quick login.
 *
 * @param urls where a token may be sent, 1 to {@value #MAX_URLS}; over TLS, or to this machine
 * @param accessList of the path tokens that are made; null with access tokens
 * @param lifetime of path tokens, in seconds; null for the realm's default
 */
public record QuickLoginSettings(
        List<AppUrl> urls,
        ResponseMode responseMode,
        TokenType tokenType,
        @Nullable AccessList accessList,
        @Nullable Long lifetime) {

    public static final int MAX_URLS = 20;

    private static final Set<String> ANSWERS = Set.of("token", "expires_in", "code", "state", "error");

    public enum ResponseMode {
        FRAGMENT,
        QUERY,
        FORM_POST,
        CODE;

        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<ResponseMode> byId(String id) {
            return Stream.of(values()).filter(mode -> mode.id().equals(id)).findFirst();
        }
    }

    public enum TokenType {
        ACCESS_TOKEN,
        PATH_TOKEN;

        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<TokenType> byId(String id) {
            return Stream.of(values()).filter(type -> type.id().equals(id)).findFirst();
        }
    }

    /**
     * A registered address. Written with a {@code ?} at its end, it takes any query; else it takes exactly the one it has.
     */
    public record AppUrl(WebAddress address) {

        public AppUrl {
            if (!address.isConfidential()) {
                throw new IllegalArgumentException("must use https, but for this machine itself");
            }
            if (address.path().contains("*") || String.valueOf(address.query()).contains("*")) {
                // Keycloak reads one as a wildcard, in the addresses to which a logout may lead.
                throw new IllegalArgumentException("must not hold a *: there are no wildcards");
            }
        }

        public static AppUrl parse(String url) {
            return new AppUrl(WebAddress.parse(url));
        }

        /** Where a token for the referer goes: the registered address, with the referer's query if that is allowed. */
        Optional<String> matches(WebAddress referer) {
            boolean same = address.origin().equals(referer.origin())
                    && address.path().equals(referer.path())
                    && ("".equals(address.query()) || Objects.equals(address.query(), referer.query()));
            return same
                    ? Optional.of(new WebAddress(address.origin(), address.path(), referer.query()).toString())
                    : Optional.empty();
        }

        /** Whether a referer could match both. */
        boolean overlaps(AppUrl other) {
            return matches(other.address).isPresent() || other.matches(address).isPresent();
        }

        /** Where a logout may lead. */
        String logoutPage() {
            return "".equals(address.query()) ? address.origin() + address.path() : address.toString();
        }

        @Override
        public String toString() {
            return address.toString();
        }
    }

    public QuickLoginSettings {
        urls = List.copyOf(urls);
        if (urls.isEmpty() || urls.size() > MAX_URLS) {
            throw new IllegalArgumentException("urls must be 1 to " + MAX_URLS);
        }
        if ((tokenType == TokenType.PATH_TOKEN) != (accessList != null)) {
            // Without a list it would be a token that reaches everything, handed to a page.
            throw new IllegalArgumentException("accessList is required with tokenType path_token, and only then");
        }
        if (lifetime != null && tokenType != TokenType.PATH_TOKEN) {
            throw new IllegalArgumentException("lifetime goes with tokenType path_token only");
        }
    }

    /** Where a token for the referer goes; empty when no registered address is that of the referer. */
    Optional<String> destination(WebAddress referer) {
        return urls.stream().flatMap(url -> url.matches(referer).stream()).findFirst();
    }

    /** Whether the answer's parameters would stand beside others of the same name, and nobody could say which are whose. */
    boolean confuses(WebAddress referer) {
        // Servers read the query of a form's address too, take ";" for "&", and do not mind the case of a name.
        return responseMode != ResponseMode.FRAGMENT
                && referer.query() != null
                && Stream.of(referer.query().split("[&;]", -1))
                        .map(parameter -> parameter.replaceFirst("=.*", ""))
                        .anyMatch(name -> ANSWERS.contains(
                                URLDecoder.decode(name, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT)));
    }

    public static String names(Enum<?>[] values) {
        return String.join(
                ", ",
                Arrays.stream(values)
                        .map(value -> value.name().toLowerCase(Locale.ROOT))
                        .toList());
    }
}
