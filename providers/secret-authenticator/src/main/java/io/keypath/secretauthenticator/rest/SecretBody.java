package io.keypath.secretauthenticator.rest;

import io.keypath.core.Validity;
import io.keypath.http.CredentialBody;
import io.keypath.http.JsonBody;
import java.io.InputStream;
import java.util.Set;

/**
 * The JSON body that makes a secret.
 *
 * @param name 1 to 255 characters
 * @param validFor as yet unjudged
 */
record SecretBody(String name, Validity validFor) {

    static SecretBody read(InputStream stream) {
        JsonBody body = JsonBody.read(stream, Set.of(CredentialBody.NAME, CredentialBody.VALID_FOR));
        return new SecretBody(
                body.requiredText(CredentialBody.NAME, CredentialBody.MAX_NAME), CredentialBody.validity(body));
    }
}
