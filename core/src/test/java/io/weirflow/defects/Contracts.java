package io.weirflow.defects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs contracts within a test. */
final class Contracts {
    private Contracts() {}

    /** Returns the names of the rules that an implementation breaks. */
    static Set<String> brokenRules(Class<?> contract) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(contract))
                .filters(EngineFilter.includeEngines("junit-jupiter"))
                .build();
        Set<String> broken = new TreeSet<>();
        int[] run = {0};
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                    run[0]++;
                    if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
                        broken.add(((MethodSource) test.getSource().orElseThrow()).getMethodName());
                    }
                }
            }
        });
        assertThat(run[0]).as("rules that were tried").isPositive();
        return broken;
    }
}
