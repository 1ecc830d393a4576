using Microsoft.Extensions.DependencyInjection;

namespace Proctoring.Core.Vision;

/// <summary>Adds seeing to a service collection.</summary>
internal static class VisionRegistration
{
    /// <summary>Adds <see cref="FrameReader"/> and <see cref="ReferenceFaceReader"/>; the models are loaded when the first is asked for.</summary>
    public static IServiceCollection AddVision(this IServiceCollection services) => services
        .AddSingleton<FaceReader>()
        .AddSingleton<IFrameReader, FrameReader>()
        .AddSingleton<ReferenceFaceReader>()
        .AddSingleton<VisionModels>();
}
