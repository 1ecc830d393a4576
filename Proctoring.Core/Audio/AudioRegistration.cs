using Microsoft.Extensions.DependencyInjection;

namespace Proctoring.Core.Audio;

/// <summary>Registers the detection of speech.</summary>
internal static class AudioRegistration
{
    /// <summary>Registers the <see cref="IVoiceDetector"/>, which needs a <see cref="Vision.Onnx.ModelStore"/>.</summary>
    public static IServiceCollection AddAudio(this IServiceCollection services) =>
        services.AddSingleton<VoiceDetector>().AddSingleton<IVoiceDetector>(provider => provider.GetRequiredService<VoiceDetector>());
}
