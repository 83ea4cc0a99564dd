using OxyPlot;

namespace ServeMulti.Plotting.Figures;

/// <summary>A figure that is not drawn yet: a plot model, its size, and the tooltips of its points.</summary>
public sealed class Figure
{
    /// <summary>Initializes a new instance.</summary>
    /// <param name="name">The name, from which a file name is derived; it may contain any characters.</param>
    /// <param name="model">The model.</param>
    /// <param name="width">The width in pixels of 1/96 inch, above 0.</param>
    /// <param name="height">The height in pixels of 1/96 inch, above 0.</param>
    public Figure(string name, PlotModel model, double width, double height)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        (Name, Model, Width, Height) = (name, model, width, height);
    }

    /// <summary>Gets the name.</summary>
    public string Name { get; }

    /// <summary>Gets the model.</summary>
    public PlotModel Model { get; }

    /// <summary>Gets the width in pixels of 1/96 inch.</summary>
    public double Width { get; }

    /// <summary>Gets the height in pixels of 1/96 inch.</summary>
    public double Height { get; }

    /// <summary>Gets what the figure shows, in a sentence or two for those who do not see it; default empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>Gets the points with tooltips.</summary>
    public IReadOnlyList<FigurePoint> Points { get; init; } = [];
}
