package io.keypath.gate.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.keypath.gate.service.CookieSettings;
import io.keypath.gate.service.GateSettings;
import org.jspecify.annotations.Nullable;

/**
 * A gate in JSON.
 *
 * @param name absent in the realm's attribute, which has it in its own name
 * @param challenges a text or an array of schemes
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record GateRepresentation(
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String name,
        String source,
        String strip,
        Object challenges,
        @Nullable String audience,
        boolean jwt,
        boolean password,
        boolean queryToken,
        boolean members,
        @Nullable String signIn,
        Cookie cookie) {

    static GateRepresentation of(@Nullable String name, GateSettings settings) {
        return new GateRepresentation(
                name,
                settings.source().id(),
                settings.strip().toString(),
                settings.challenges().json(),
                settings.audience(),
                settings.jwt(),
                settings.password(),
                settings.queryToken(),
                settings.members(),
                settings.signIn(),
                Cookie.of(settings.cookie()));
    }

    /** The cookie of its sessions; lifetimes in seconds. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Cookie(
            @Nullable String name, @Nullable String domain, String path, String sameSite, long lifetime, long idle) {

        static Cookie of(CookieSettings settings) {
            return new Cookie(
                    settings.name(),
                    settings.domain(),
                    settings.path(),
                    settings.sameSite(),
                    settings.lifetime(),
                    settings.idle());
        }
    }

    /** A gate that lets nobody in, since what sets it cannot be read. */
    record Unreadable(String name, @Nullable String error) {}
}
