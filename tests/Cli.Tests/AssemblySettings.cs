[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]

// They wait for processes most of the time.
[assembly: LevelOfParallelism(3)]
