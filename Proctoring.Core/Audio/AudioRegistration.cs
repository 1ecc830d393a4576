using Microsoft.Extensions.DependencyInjection;

namespace Proctoring.Core.Audio;

/// <summary>Adds hearing to a service collection.</summary>
internal static class AudioRegistration
{
    /// <summary>Adds the <see cref="IVoiceDetector"/>; a <see cref="Vision.Onnx.ModelStore"/> must be there.</summary>
    public static IServiceCollection AddAudio(this IServiceCollection services) => services
        .AddSingleton<VoiceDetector>()
        .AddSingleton<IVoiceDetector>(provider => provider.GetRequiredService<VoiceDetector>());
}
