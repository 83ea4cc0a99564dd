namespace ServeMulti.Sla;

/// <summary>The interval of loads that contains the true answer, estimated from the runs.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end; infinite where nothing bounds it.</param>
public sealed record LoadInterval(double Low, double High);
