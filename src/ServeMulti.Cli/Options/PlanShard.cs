namespace ServeMulti.Cli.Options;

/// <summary>One part of a plan that is split by server, so that several machines can share a sweep.</summary>
/// <param name="Number">The number of the part, from 1.</param>
/// <param name="Count">The number of parts.</param>
internal sealed record PlanShard(int Number, int Count)
{
    public override string ToString() => $"{Number}/{Count}";
}
