using System.Globalization;

namespace ServeMulti.FaultLab.Crash;

/// <summary>Where a host is killed: right before a step, or in the middle of it, or at a moment.</summary>
/// <param name="Kind">What it sweeps: <c>sweep</c> or <c>search</c>.</param>
/// <param name="Step">The number of the step, from 1; 0 where it is a moment.</param>
/// <param name="IsHalfDone">Whether half of what the step writes is on the disk.</param>
/// <param name="Moment">The moment, in ten-thousandths of the time an undisturbed sweep takes.</param>
/// <param name="Again">The step at which the resume is killed too; 0: it is not.</param>
internal sealed record CrashPoint(string Kind, int Step, bool IsHalfDone, int Moment, int Again)
{
    public const int MomentUnit = 10_000;

    /// <summary>Gets the options that show this point again.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"crash --kind {Kind} {(Step > 0 ? $"--step {Step} --half {(IsHalfDone ? "yes" : "no")}" : $"--moment {Moment}")} --again {Again}"
        );
}
