namespace ServeMulti.Processes;

/// <summary>Starts child processes. The one place through which ServeMulti starts any.</summary>
public interface IProcessLauncher
{
    /// <summary>Starts one child process; standard input is empty, both outputs are read to their end.</summary>
    /// <param name="spec">What to start.</param>
    /// <returns>The running process, which the caller owns and disposes.</returns>
    /// <exception cref="ProcessStartException">The process cannot be started: no such executable, no permission.</exception>
    IChildProcess Start(ProcessSpec spec);
}
