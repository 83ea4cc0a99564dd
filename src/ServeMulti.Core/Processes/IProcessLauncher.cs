namespace ServeMulti.Processes;

/// <summary>Starts child processes. The one place through which ServeMulti starts any.</summary>
public interface IProcessLauncher
{
    /// <summary>Finds out, without starting anything, why a process could not be started: its executable does not exist, or may not be
    /// run.</summary>
    /// <param name="spec">What would be started.</param>
    /// <returns>One line that says what is wrong and what to do; null where nothing is, which is the default.</returns>
    string? FindProblem(ProcessSpec spec) => null;

    /// <summary>Starts one child process; standard input is empty, both outputs are read to their end.</summary>
    /// <param name="spec">What to start.</param>
    /// <returns>The running process, which the caller owns and disposes.</returns>
    /// <exception cref="ProcessStartException">The process cannot be started: no such executable, no permission.</exception>
    IChildProcess Start(ProcessSpec spec);
}
