// One small cluster serves all tests, and each of them wants its slots.
[assembly: Parallelizable(ParallelScope.None)]
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
