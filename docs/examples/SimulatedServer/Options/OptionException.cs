namespace ServeMulti.Simulation.Options;

/// <summary>The command line holds something that cannot be used; the message names it.</summary>
internal sealed class OptionException(string message) : Exception(message);
