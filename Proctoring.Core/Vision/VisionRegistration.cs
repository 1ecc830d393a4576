using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Proctoring.Core.Vision.Heads;
using Proctoring.Core.Vision.Objects;
using Proctoring.Core.Vision.Onnx;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Vision;

/// <summary>Registers the readers of pictures.</summary>
internal static class VisionRegistration
{
    /// <summary>Registers the readers. They need a <see cref="ModelStore"/> and load their models at first use.</summary>
    public static IServiceCollection AddVision(this IServiceCollection services, string root) =>
        services
            .AddSingleton(provider => FaceReader.Load(provider.GetRequiredService<ModelStore>()))
            .AddSingleton(provider =>
                ObjectReader.Load(
                    provider.GetRequiredService<ModelStore>(),
                    () =>
                        OperatorDetector.Load(
                            provider.GetRequiredService<IOptions<ProctoringOptions>>().Value.ObjectDetector,
                            root,
                            provider.GetRequiredService<ModelStore>().Provider
                        )
                )
            )
            .AddSingleton(provider => HeadReader.Load(provider.GetRequiredService<ModelStore>()))
            .AddSingleton(provider => new FrameReader(
                provider.GetRequiredService<FaceReader>(),
                provider.GetRequiredService<HeadReader>(),
                provider.GetRequiredService<ObjectReader>(),
                provider.GetRequiredService<IOptions<ProctoringOptions>>().Value.Vision,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<FrameReader>>()
            ))
            .AddSingleton<IFrameReader>(provider => provider.GetRequiredService<FrameReader>())
            .AddSingleton(provider => IdentityZones.Of(provider.GetRequiredService<IOptions<ProctoringOptions>>().Value.Identity))
            .AddSingleton<InferenceSlots>()
            .AddSingleton<RefusedPictures>()
            .AddSingleton<ReferenceFaceReader>()
            .AddSingleton<HeadShapeReader>()
            .AddSingleton<VisionModels>();
}
