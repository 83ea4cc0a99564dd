using ServeMulti.Clusters.Slurm;

namespace ServeMulti.Clusters;

/// <summary>Starts the cluster for the first test that needs it, and ends it after the last.</summary>
[SetUpFixture]
public sealed class TestCluster
{
    private static readonly Lazy<SlurmCluster> Cluster = new(() => new SlurmCluster(largestArray: 4));

    /// <summary>Returns the cluster; the test is skipped, with the reason, where this machine has no Slurm.</summary>
    internal static SlurmCluster Require()
    {
        if (SlurmCluster.FindProblem() is { } problem)
        {
            Assert.Ignore(problem);
        }

        return Cluster.Value;
    }

    [OneTimeTearDown]
    public void End()
    {
        if (Cluster.IsValueCreated)
        {
            Cluster.Value.Dispose();
        }
    }
}
