using Microsoft.Extensions.DependencyInjection;

namespace Proctoring.Core.Privacy;

/// <summary>Registers retention, legal holds, deletion and the export of a student.</summary>
internal static class PrivacyRegistration
{
    public static IServiceCollection AddPrivacy(this IServiceCollection services) =>
        services
            .AddSingleton<DeletedFiles>()
            .AddSingleton<DeletionList>()
            .AddSingleton<LegalHolds>()
            .AddSingleton<StudentExport>()
            .AddSingleton<RetentionPlan>()
            .AddSingleton<RetentionRunner>()
            .AddHostedService<RetentionWorker>();
}
