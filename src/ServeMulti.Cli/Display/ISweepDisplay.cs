using ServeMulti.Results;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Display;

/// <summary>Shows the progress of a sweep.</summary>
internal interface ISweepDisplay : IProgress<SweepEvent>, IDisposable
{
    /// <summary>Runs work while the display is shown, and removes the display however the work ends.</summary>
    /// <param name="work">The work.</param>
    /// <param name="readEarlierRuns">Reads the runs that earlier sweeps of the experiment finished.</param>
    Task<T> ShowWhileAsync<T>(Func<Task<T>> work, Func<Task<IReadOnlyList<RunRecord>>> readEarlierRuns);

    /// <summary>Removes the display before the work ends.</summary>
    void Clear();

    /// <summary>Shows one line of output of a server or a benchmark.</summary>
    void ShowChildOutput(string line);

    /// <summary>Shows a line that is not an event of the sweep, such as a warning or a signal.</summary>
    void Tell(string line);
}
