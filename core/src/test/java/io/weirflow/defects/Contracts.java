package io.weirflow.defects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs contracts within a test. */
public final class Contracts {
    private Contracts() {}

    /** Returns the names of the rules that an implementation breaks. */
    public static Set<String> brokenRules(Class<?> contract) {
        return brokenRules(selectClass(contract));
    }

    /** Returns which of some rules an implementation breaks; a rule that has parameters is named with their types. */
    public static Set<String> brokenRules(Class<?> contract, String... rules) {
        DiscoverySelector[] selectors = new DiscoverySelector[rules.length];
        Arrays.setAll(selectors, i -> selectMethod(contract.getName() + "#" + rules[i]));
        return brokenRules(selectors);
    }

    private static Set<String> brokenRules(DiscoverySelector... selectors) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectors)
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
