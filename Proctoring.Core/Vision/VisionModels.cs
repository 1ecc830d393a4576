using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core.Vision.Heads;

namespace Proctoring.Core.Vision;

/// <summary>Holds the readers when their models are loaded; until then, or if loading failed, the reason.</summary>
internal sealed class VisionModels(IServiceProvider services)
{
    /// <summary>Null while the models are not loaded.</summary>
    public IFrameReader? FrameReader { get; private set; }

    /// <summary>Null while the models are not loaded.</summary>
    public ReferenceFaceReader? ReferenceReader { get; private set; }

    /// <summary>Null while the models are not loaded.</summary>
    public HeadShapeReader? ShapeReader { get; private set; }

    /// <summary>The reason for missing models as a sentence for an operator; null if the models are loaded.</summary>
    public string? Problem { get; private set; } = "The models are not loaded yet.";

    /// <summary>Loads the models and runs each of them once.</summary>
    /// <exception cref="Exception">Loading failed; <see cref="Problem"/> has the message too.</exception>
    public void Load()
    {
        try
        {
            var (frames, references) = (services.GetRequiredService<IFrameReader>(), services.GetRequiredService<ReferenceFaceReader>());
            (frames as FrameReader)?.WarmUp();
            (FrameReader, ReferenceReader) = (frames, references);
            ShapeReader = services.GetRequiredService<HeadShapeReader>();
            Problem = null;
        }
        catch (Exception cause)
        {
            Problem = cause.Message;
            throw;
        }
    }

    /// <summary>Records the reason for which the models could not be restored.</summary>
    public void Fail(string problem) => Problem = problem;
}
