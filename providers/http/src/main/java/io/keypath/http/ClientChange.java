package io.keypath.http;

import jakarta.ws.rs.core.Response;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.RepresentationToModel;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.context.AdminClientUpdateContext;
import org.keycloak.services.clientpolicy.context.AdminClientUpdatedContext;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;
import org.keycloak.validation.ValidationUtil;

/** A change of a client by an administrator, under the realm's client policies as in Keycloak's own admin API (26.7). */
public record ClientChange(KeycloakSession session, AdminPermissionEvaluator auth) {

    /**
     * Makes the client what is proposed, or what the policies make of that.
     *
     * @throws ErrorResponseException in a policy's words, or in those of Keycloak's own validation; then nothing is changed
     */
    public void apply(ClientModel client, ClientRepresentation proposed) {
        requirePermitted(client, proposed);
        RepresentationToModel.updateClient(proposed, client, session);
        ValidationUtil.validateClient(session, client, false, invalid -> {
            throw OAuthError.invalidRequest(invalid.getAllErrorsAsString());
        });
        try {
            session.clientPolicy().triggerOnEvent(new AdminClientUpdatedContext(proposed, client, auth.adminAuth()));
        } catch (ClientPolicyException e) {
            throw refused(e);
        }
    }

    /** Refuses what no policy lets an administrator do with the client. */
    public void requirePermitted(ClientModel client, ClientRepresentation proposed) {
        try {
            session.clientPolicy().triggerOnEvent(new AdminClientUpdateContext(proposed, client, auth.adminAuth()));
        } catch (ClientPolicyException e) {
            throw refused(e);
        }
    }

    private static ErrorResponseException refused(ClientPolicyException e) {
        return new ErrorResponseException(e.getError(), e.getErrorDetail(), Response.Status.BAD_REQUEST);
    }
}
