namespace ServeMulti.Sla;

/// <summary>The loads between which the true answer lies, as far as the runs can tell.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end; infinite where nothing bounds it.</param>
public sealed record LoadInterval(double Low, double High);
