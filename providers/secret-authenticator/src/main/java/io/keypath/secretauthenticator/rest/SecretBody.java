package io.keypath.secretauthenticator.rest;

import io.keypath.accountapi.JsonBody;
import io.keypath.core.Validity;
import io.keypath.pathtokens.rest.TokenBody;
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
        JsonBody body = JsonBody.read(stream, Set.of(TokenBody.NAME, TokenBody.VALID_FOR));
        return new SecretBody(body.requiredText(TokenBody.NAME, TokenBody.MAX_NAME), TokenBody.validity(body));
    }
}
