package io.keypath.secretauthenticator.service;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.RealmModel;

/** The authenticator's place in the client authentication flow of a realm. */
final class ClientFlow {

    private static final Logger LOG = Logger.getLogger(ClientFlow.class);

    // Behind Keycloak's own: what these decide goes on as before. A flow whose provider was taken away without being
    // switched off first fails only where they have not decided.
    private static final int PRIORITY = 45;

    private ClientFlow() {}

    /** Puts the authenticator into the realm's flow, unless it is there; a requirement that was changed stays. */
    static void install(RealmModel realm) {
        AuthenticationFlowModel flow = realm.getClientAuthenticationFlow();
        if (flow == null || !executions(realm, flow).isEmpty()) {
            return;
        }
        var execution = new AuthenticationExecutionModel();
        // The same on each node: when two start at once, the database lets one of them add it.
        execution.setId(UUID.nameUUIDFromBytes(
                        (SecretClientAuthenticator.ID + ' ' + flow.getId()).getBytes(StandardCharsets.UTF_8))
                .toString());
        execution.setParentFlow(flow.getId());
        execution.setAuthenticator(SecretClientAuthenticator.ID);
        execution.setAuthenticatorFlow(false);
        execution.setPriority(PRIORITY);
        execution.setRequirement(AuthenticationExecutionModel.Requirement.ALTERNATIVE);
        realm.addAuthenticatorExecution(execution);
        LOG.infof(
                "Added %s to the client authentication flow of realm %s",
                SecretClientAuthenticator.ID, realm.getName());
    }

    /** Takes the authenticator out of all flows of the realm: Keycloak fails on an execution without a provider. */
    static void uninstall(RealmModel realm) {
        realm.getAuthenticationFlowsStream()
                .toList()
                .forEach(flow -> executions(realm, flow).forEach(execution -> {
                    realm.removeAuthenticatorExecution(execution);
                    LOG.infof(
                            "Removed %s from the flow %s of realm %s",
                            SecretClientAuthenticator.ID, flow.getAlias(), realm.getName());
                }));
    }

    private static List<AuthenticationExecutionModel> executions(RealmModel realm, AuthenticationFlowModel flow) {
        return realm.getAuthenticationExecutionsStream(flow.getId())
                .filter(execution -> SecretClientAuthenticator.ID.equals(execution.getAuthenticator()))
                .toList();
    }
}
