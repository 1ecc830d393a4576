using Microsoft.Extensions.DependencyInjection;

namespace Proctoring.Core.Vision;

/// <summary>The readers once their models are loaded; until then, and where loading failed, there are none and the reason is told.</summary>
internal sealed class VisionModels(IServiceProvider services)
{
    /// <summary>Null while the models are not loaded.</summary>
    public IFrameReader? FrameReader { get; private set; }

    /// <summary>Null while the models are not loaded.</summary>
    public ReferenceFaceReader? ReferenceReader { get; private set; }

    /// <summary>Why there are no models, in a sentence for an operator; null where there are.</summary>
    public string? Problem { get; private set; } = "The models are not loaded yet.";

    /// <summary>Loads the models and runs each once.</summary>
    /// <exception cref="Exception">What the loading failed of; <see cref="Problem"/> says it too.</exception>
    public void Load()
    {
        try
        {
            var (frames, references) = (services.GetRequiredService<IFrameReader>(), services.GetRequiredService<ReferenceFaceReader>());
            (frames as FrameReader)?.WarmUp();
            (FrameReader, ReferenceReader) = (frames, references);
            Problem = null;
        }
        catch (Exception cause)
        {
            Problem = cause.Message;
            throw;
        }
    }

    /// <summary>Puts on record why the models could not be restored.</summary>
    public void Fail(string problem) => Problem = problem;
}
