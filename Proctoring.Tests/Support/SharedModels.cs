using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Heads;
using Proctoring.Core.Vision.Objects;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Tests.Support;

/// <summary>The real models, loaded once for all servers of the test process: loading takes most of a server's start.</summary>
internal static class SharedModels
{
    static readonly ModelStore Store = new(TestFolders.Models, ModelManifest.BuiltIn());
    static readonly Lazy<FaceReader> Faces = new(() => FaceReader.Load(Store));
    static readonly Lazy<ObjectReader> Objects = new(() => ObjectReader.Load(Store, () => null));
    static readonly Lazy<HeadReader> Heads = new(() => HeadReader.Load(Store));

    /// <summary>Gives a server the shared models. It disposes only what it made itself, so they outlive it.</summary>
    public static void Use(IServiceCollection services) =>
        services
            .Replace(ServiceDescriptor.Singleton(Faces.Value))
            .Replace(ServiceDescriptor.Singleton(Objects.Value))
            .Replace(ServiceDescriptor.Singleton(Heads.Value));
}
