using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Proctoring.Core.Audio;
using Proctoring.Core.Integration;
using Proctoring.Core.Reports;
using Proctoring.Core.Reviews;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core;

/// <summary>Adds the parts of the product to a service collection, in the order in which the data flows.</summary>
public static class ProctoringCore
{
    /// <summary>Adds everything but the web.</summary>
    /// <param name="services">Where to add.</param>
    /// <param name="configuration">The settings; see <see cref="ProctoringOptions"/>.</param>
    /// <param name="root">The folder that relative paths in the settings start from.</param>
    public static IServiceCollection AddProctoringCore(this IServiceCollection services, IConfiguration configuration, string root)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<ProctoringOptions>().Bind(configuration.GetSection(ProctoringOptions.Section));
        services.AddSingleton(provider => ProctoringPaths.From(provider.GetRequiredService<IOptions<ProctoringOptions>>().Value, root));
        services.AddSingleton(provider => new ModelStore(
            provider.GetRequiredService<ProctoringPaths>().Models, ModelManifest.BuiltIn(), provider.GetRequiredService<TimeProvider>()));
        return services.AddVision(root).AddAudio().AddRules(configuration).AddStorage(configuration).AddReports().AddSessions().AddReviews().AddAccounts().AddIntegration();
    }
}
