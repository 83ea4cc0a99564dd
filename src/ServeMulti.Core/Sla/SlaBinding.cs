namespace ServeMulti.Sla;

/// <summary>What keeps a load from meeting an SLA.</summary>
/// <param name="Kind">The kind of thing.</param>
/// <param name="Text">The criterion, or a short description, for messages and files.</param>
/// <param name="Criterion">The criterion; null for every kind but <see cref="SlaBindingKind.Criterion"/>.</param>
public sealed record SlaBinding(SlaBindingKind Kind, string Text, ISlaCriterion? Criterion = null)
{
    internal static SlaBinding NotSustained { get; } = new(SlaBindingKind.NotSustained, "load not sustained");

    internal static SlaBinding TooShort { get; } = new(SlaBindingKind.TooShort, "run too short to tell");

    internal static SlaBinding FailedRequests { get; } = new(SlaBindingKind.FailedRequests, "failed requests");

    internal static SlaBinding NothingCompleted { get; } = new(SlaBindingKind.NothingCompleted, "nothing completed");

    internal static SlaBinding Of(ISlaCriterion criterion) => new(SlaBindingKind.Criterion, criterion.TextOrMetric(), criterion);

    /// <summary>Returns <see cref="Text"/>.</summary>
    public override string ToString() => Text;
}
