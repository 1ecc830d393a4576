using Microsoft.Extensions.DependencyInjection;

namespace Proctoring.Core.Staff;

/// <summary>Registers staff accounts, except signing in, which belongs to the web.</summary>
internal static class AccountsRegistration
{
    public static IServiceCollection AddAccounts(this IServiceCollection services) =>
        services
            .AddSingleton<StaffDirectory>()
            .AddSingleton<StaffSessions>()
            .AddSingleton<SetupLinks>()
            .AddSingleton<ExamRestrictions>()
            .AddSingleton<AuditLog>();
}
