package io.keypath.pathtokens.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keypath.core.Vocabulary;
import io.keypath.tokens.service.TokenPolicy;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.util.JsonSerialization;

class PolicyRepresentationTest {

    @Test
    void whatIsNotSentHasItsDefault() {
        TokenPolicy policy = read("{}");

        assertThat(policy.vocabulary()).isEqualTo(Vocabulary.READ_WRITE);
        assertThat(policy.lifetimes().defaultSeconds()).isEqualTo(86_400);
        assertThat(policy.lifetimes().maxSeconds()).isEqualTo(31_536_000);
        assertThat(policy.lifetimes().unlimited()).isFalse();
        assertThat(policy.idleLifetime()).isNull();
        assertThat(policy.maxPerOwner()).isEqualTo(100);
        assertThat(policy.creatorRole()).isNull();
        assertThat(policy.maxAuthAge()).isNull();
        assertThat(policy.reuseDisables()).isFalse();
    }

    @Test
    void whatIsShownMayBeSentBack() throws Exception {
        TokenPolicy policy = read(
                "{\"vocabulary\":\"drive\",\"defaultLifetime\":60,\"maxLifetime\":120,\"unlimited\":true,"
                        + "\"idleLifetime\":300,\"maxPerOwner\":7,\"creatorRole\":\"maker\",\"maxAuthAge\":10,\"reuseDisables\":true}");

        assertThat(read(JsonSerialization.writeValueAsString(PolicyRepresentation.of(policy))))
                .isEqualTo(policy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"vocabulary\":\"nfs\"} | vocabulary must be one of read-write, drive, wlcg",
                "{\"defaultLifetime\":0} | defaultLifetime and maxLifetime: ",
                "{\"maxLifetime\":99999999999} | defaultLifetime and maxLifetime: ",
                "{\"idleLifetime\":299} | idleLifetime must be from 300 to 315360000",
                "{\"maxPerOwner\":0} | maxPerOwner must be from 1 to 10000",
                "{\"maxPerOwner\":4294967297} | maxPerOwner must be from 1 to 10000",
                "{\"maxAuthAge\":0} | maxAuthAge must be from 1 to 31536000",
                "{\"unlimited\":1} | unlimited must be true or false",
                "{\"creatorRole\":\" \"} | creatorRole must have 1 to 255 characters"
            })
    void whatItMayNotBeIsToldByTheFieldAndTheLimit(String body, String message) {
        ErrorResponseException refused = catchThrowableOfType(ErrorResponseException.class, () -> read(body));

        assertThat(refused.getErrorDescription()).startsWith(message);
    }

    private static TokenPolicy read(String body) {
        return PolicyRepresentation.read(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }
}
