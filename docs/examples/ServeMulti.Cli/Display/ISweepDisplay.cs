using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Display;

/// <summary>Shows how a sweep goes, while it goes.</summary>
internal interface ISweepDisplay : IProgress<SweepEvent>
{
    /// <summary>Carries out work while the display is up; it is taken down whatever way the work ends.</summary>
    Task<T> ShowWhileAsync<T>(Func<Task<T>> work);

    /// <summary>Shows one line of output of a server or a benchmark.</summary>
    void ShowChildOutput(string line);

    /// <summary>Shows a line that is not of the sweep itself: a warning of the library, a signal.</summary>
    void Tell(string line);
}
