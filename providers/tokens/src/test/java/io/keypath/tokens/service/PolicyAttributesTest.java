package io.keypath.tokens.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keypath.tokens.service.PolicyAttributes.InvalidPolicyException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicyAttributesTest {

    @Test
    void aRefusalNamesTheAttributeOrWhatItsReaderCallsIt() {
        var refusal = new InvalidPolicyException(" must agree", "a.one", "a.two");

        assertThat(refusal).hasMessage("a.one and a.two must agree");
        assertThat(refusal.messageNaming(Map.of("a.one", "one", "a.two", "two")))
                .isEqualTo("one and two must agree");
        assertThat(refusal.messageNaming(Map.of("a.one", "one"))).isEqualTo("one and a.two must agree");
    }

    @Test
    void boundsAreBothIncluded() {
        PolicyAttributes.requireBetween("a", 1L, 1, 3);
        PolicyAttributes.requireBetween("a", 3L, 1, 3);
        PolicyAttributes.requireBetween("a", null, 1, 3);
        for (long value : new long[] {0, 4, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> PolicyAttributes.requireBetween("a", value, 1, 3))
                    .hasMessage("a must be from 1 to 3");
        }
    }

    @Test
    void lifetimesThatCannotBeNameBothAttributes() {
        assertThatThrownBy(() -> TokenPolicy.lifetimes(7200, 3600, false))
                .isInstanceOf(InvalidPolicyException.class)
                .hasMessageStartingWith("keypath.token.default-lifetime and keypath.token.max-lifetime: ");
    }
}
