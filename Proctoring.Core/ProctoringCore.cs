using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Proctoring.Core.Audio;
using Proctoring.Core.Authoring;
using Proctoring.Core.Integration;
using Proctoring.Core.Notifications;
using Proctoring.Core.Policies;
using Proctoring.Core.Privacy;
using Proctoring.Core.Reports;
using Proctoring.Core.Reviews;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core;

/// <summary>Registers the parts of the product in the order of the data flow.</summary>
public static class ProctoringCore
{
    /// <summary>Registers everything except the web.</summary>
    /// <param name="services">The service collection.</param>
    /// <param name="configuration">The settings of <see cref="ProctoringOptions"/>.</param>
    /// <param name="root">The base folder for relative paths in the settings.</param>
    public static IServiceCollection AddProctoringCore(this IServiceCollection services, IConfiguration configuration, string root)
    {
        // All code asks for TimeProvider. This clock follows the wall clock only while no exam is running.
        var source = services.LastOrDefault(service => service.ServiceType == typeof(TimeProvider))?.ImplementationInstance as TimeProvider;
        var clock = new SteadyClock(source ?? TimeProvider.System);
        services.AddSingleton(clock).Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
        services.AddOptions<ProctoringOptions>().Bind(configuration.GetSection(ProctoringOptions.Section));
        services.AddSingleton(provider => ProctoringPaths.From(provider.GetRequiredService<IOptions<ProctoringOptions>>().Value, root));
        services.AddSingleton(provider => new ModelStore(
            provider.GetRequiredService<ProctoringPaths>().Models,
            ModelManifest.BuiltIn(),
            provider.GetRequiredService<IOptions<ProctoringOptions>>().Value.Vision.Provider
        ));
        return services
            .AddVision(root)
            .AddAudio()
            .AddRules(configuration)
            .AddStorage(configuration)
            .AddReports()
            .AddPolicies()
            .AddSessions()
            .AddReviews()
            .AddAccounts()
            .AddAuthoring()
            .AddNotifications()
            .AddPrivacy()
            .AddIntegration();
    }
}
