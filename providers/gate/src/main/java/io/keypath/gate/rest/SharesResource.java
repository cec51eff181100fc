package io.keypath.gate.rest;

import io.keypath.gate.service.Shares;
import io.keypath.gate.store.StoredShare;
import io.keypath.http.AccountCaller;
import io.keypath.http.Answers;
import io.keypath.http.Page;
import io.keypath.tokens.service.EventText;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;

/** A user's self-service at {@code /realms/{realm}/gate-shares}: for who has the sharing action on a path, by a share. */
public final class SharesResource extends ShareLists {

    private final KeycloakSession session;
    private final AccountCaller caller;

    private SharesResource(KeycloakSession session, AccountCaller caller) {
        super(Shares.ofUser(session, caller.realm(), caller.user()), false);
        this.session = session;
        this.caller = caller;
    }

    /** Of the caller, once he is known. */
    static Object enter(KeycloakSession session) {
        return AccountCaller.enter(session, caller -> new SharesResource(session, caller));
    }

    /** What the realm allows. */
    @GET
    @Path("policy")
    @Produces(MediaType.APPLICATION_JSON)
    public Response policy() {
        return Answers.ok(SharePolicyRepresentation.of(caller.realm(), shares().vocabulary()));
    }

    /** What others, and he himself, share with him, his groups and his roles. */
    @GET
    @Path("shared-with-me")
    @Produces(MediaType.APPLICATION_JSON)
    public Response sharedWithMe(@QueryParam("first") @Nullable String first, @QueryParam("max") @Nullable String max) {
        var page = Page.parse(first, max);
        return answer(shares().sharedWith(caller.user(), page.first(), page.max()));
    }

    @Override
    void requireView() {
        // What he may see of it, the service says.
    }

    @Override
    void requireManage() {
        caller.requireMaker();
    }

    @Override
    void record(Deed deed, StoredShare share, ShareRepresentation shown) {
        new EventBuilder(caller.realm(), session, session.getContext().getConnection())
                .event(deed == Deed.DELETED ? EventType.REVOKE_GRANT : EventType.GRANT_CONSENT)
                .user(caller.user())
                .client(caller.client())
                .detail("share_id", share.id())
                .detail("share_path", share.grant().path().value())
                .detail("share_principal", EventText.of(shown.principal()))
                .detail("share_access", shown.access())
                .success();
    }
}
