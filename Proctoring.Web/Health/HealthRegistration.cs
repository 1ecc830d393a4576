namespace Proctoring.Web.Health;

/// <summary>Registers the checks under the names that pages and the API show.</summary>
internal static class HealthRegistration
{
    public const string Database = "database";
    public const string Models = "models";
    public const string EvidenceStore = "evidence_store";
    public const string DiskSpace = "disk_space";
    public const string Keys = "keys";
    public const string PendingWrites = "pending_writes";
    public const string Sessions = "sessions";

    public static IServiceCollection AddProctoringHealth(this IServiceCollection services)
    {
        var timeout = TimeSpan.FromSeconds(5);
        services
            .AddHealthChecks()
            .AddCheck<DatabaseCheck>(Database, timeout: timeout)
            .AddCheck<ModelsCheck>(Models, timeout: timeout)
            .AddCheck<EvidenceStoreCheck>(EvidenceStore, timeout: timeout)
            .AddCheck<DiskSpaceCheck>(DiskSpace, timeout: timeout)
            .AddCheck<KeysCheck>(Keys, timeout: timeout)
            .AddCheck<PendingWritesCheck>(PendingWrites, timeout: timeout)
            .AddCheck<SessionsCheck>(Sessions, timeout: timeout);
        services.AddSingleton<HealthReports>();
        services.AddSingleton<SystemReader>();
        return services;
    }
}
