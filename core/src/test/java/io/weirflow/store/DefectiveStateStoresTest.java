package io.weirflow.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.weirflow.store.DefectiveStateStore.Defect;
import io.weirflow.testkit.StateStoreContract;
import java.util.List;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The contract's rules, put to the test: each finds the defect that it is there to find. */
class DefectiveStateStoresTest {
    private static Defect defect = Defect.NONE;

    /** Run by this test alone. */
    static class Subject extends StateStoreContract {
        private final DefectiveStateStore.State state = new DefectiveStateStore.State();

        @Override
        protected StateStore open() {
            return new DefectiveStateStore(defect, state);
        }
    }

    @Test
    void aStoreWithoutDefectPassesAllRules() {
        TestExecutionSummary summary = run(Defect.NONE, selectClass(Subject.class));
        assertThat(failures(summary)).isEmpty();
        assertThat(summary.getTestsSucceededCount()).isGreaterThan(40);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aDefectiveStoreFailsTheRule(Defect which) {
        boolean repeated = which.rule.startsWith("whatConcurrentUsersSee");
        DiscoverySelector rule = repeated
                ? selectMethod(Subject.class, which.rule, RepetitionInfo.class)
                : selectMethod(Subject.class, which.rule);
        assertThat(run(which, rule).getTestsFailedCount()).isPositive();
    }

    private static TestExecutionSummary run(Defect which, DiscoverySelector what) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        defect = which;
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(what)
                                .build(),
                        listener);
        assertThat(listener.getSummary().getTestsFoundCount()).isPositive();
        return listener.getSummary();
    }

    private static List<String> failures(TestExecutionSummary summary) {
        return summary.getFailures().stream()
                .map(failure -> failure.getTestIdentifier().getDisplayName() + ": " + failure.getException())
                .toList();
    }
}
