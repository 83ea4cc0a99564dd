using ServeMulti.Benchmarking;
using ServeMulti.Parameters;

namespace ServeMulti.Sla;

/// <summary>One run that a search asks for.</summary>
/// <param name="Variable">The load variable.</param>
/// <param name="Load">The load, in the variable's unit; at most four digits for a rate, whole for concurrency.</param>
/// <param name="Prompts">How many prompts to send; at least 1.</param>
/// <param name="RunNumber">The number of the run at this load, from 0.</param>
public sealed record SlaRunRequest(LoadVariable Variable, double Load, int Prompts, int RunNumber)
{
    /// <summary>Gets the load as the value of a parameter: an integer where it is whole.</summary>
    public ParameterValue LoadValue => Load == Math.Floor(Load) && Math.Abs(Load) < 1e15 ? (ParameterValue)(long)Load : Load;

    /// <summary>Lays the load and the prompts over a case's benchmark parameters.</summary>
    /// <param name="parameters">The parameters of the case.</param>
    /// <returns>The parameters of the run.</returns>
    public ParameterSet ApplyTo(ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return parameters.With(Variable.Name, LoadValue).With(ResultKeys.NumPrompts, (long)Prompts);
    }
}
