using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Display;

/// <summary>Shows the progress of a sweep.</summary>
internal interface ISweepDisplay : IProgress<SweepEvent>
{
    /// <summary>Runs work while the display is shown, and removes the display however the work ends.</summary>
    Task<T> ShowWhileAsync<T>(Func<Task<T>> work);

    /// <summary>Shows one line of output of a server or a benchmark.</summary>
    void ShowChildOutput(string line);

    /// <summary>Shows a line that is not an event of the sweep, such as a warning or a signal.</summary>
    void Tell(string line);
}
