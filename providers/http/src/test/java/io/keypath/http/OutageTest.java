package io.keypath.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTransientConnectionException;
import javax.naming.AuthenticationException;
import javax.naming.CommunicationException;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.models.ModelException;
import org.keycloak.storage.StorageUnavailableException;

class OutageTest {

    static Object[] outages() {
        return new Object[] {
            new SQLTransientConnectionException(),
            new SQLNonTransientConnectionException("refused", "08000"),
            new SQLException("terminated", "57P01"),
            new SQLException("Acquisition timeout while waiting for new connection"),
            new CommunicationException("refused"),
            new NamingException("LDAP response read timed out"),
            new StorageUnavailableException("away"),
        };
    }

    @ParameterizedTest
    @MethodSource("outages")
    void whatIsAwayIsAnswered503WithATimeToRetry(Exception thrown) {
        var wrapped = new ModelException("Querying failed", new PersistenceException(thrown));

        var answer = Outage.answer(wrapped).orElseThrow();

        assertThat(answer.getStatus()).isEqualTo(503);
        assertThat(answer.getHeaderString("Retry-After")).isEqualTo("5");
    }

    static Object[] others() {
        return new Object[] {
            new SQLIntegrityConstraintViolationException("duplicate", "23000"),
            new SQLSyntaxErrorException("no such table", "42S02"),
            new SQLException("deadlock", "40001"),
            new NameNotFoundException("gone"),
            new AuthenticationException("wrong bind password"),
            new IllegalStateException("a mistake of ours"),
        };
    }

    @ParameterizedTest
    @MethodSource("others")
    void whatIsWrongIsNoOutage(Exception thrown) {
        var wrapped = new ModelException("Querying failed", new PersistenceException(thrown));

        assertThat(Outage.answer(wrapped)).isEmpty();
    }

    @Test
    void causesThatEndInThemselvesAreNotWalkedForEver() {
        var first = new ModelException("first");
        var second = new ModelException("second", first);
        first.initCause(second);

        assertThat(Outage.answer(first)).isEmpty();
    }
}
