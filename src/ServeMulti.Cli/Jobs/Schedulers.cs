using ServeMulti.Clusters;
using ServeMulti.Clusters.Slurm;
using ServeMulti.Processes;

namespace ServeMulti.Cli.Jobs;

/// <summary>Makes the schedulers by their names.</summary>
internal static class Schedulers
{
    public static IJobScheduler Create(string name) =>
        name == "slurm"
            ? new SlurmScheduler(new ProcessLauncher())
            : throw new InvalidInputException($"The scheduler '{name}' is not known; it must be slurm.");
}
