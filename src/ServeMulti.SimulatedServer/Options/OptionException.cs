namespace ServeMulti.Simulation.Options;

/// <summary>The command line is invalid; the message names the option.</summary>
internal sealed class OptionException(string message) : Exception(message);
