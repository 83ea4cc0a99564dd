namespace ServeMulti.FaultLab.Power;

/// <summary>The machine is without power, or the host was killed: nothing that it does from now on reaches the disk.</summary>
internal sealed class PowerLostException() : Exception("The power was lost.");
