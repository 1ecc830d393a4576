using Microsoft.Extensions.DependencyInjection;

namespace Proctoring.Core.Staff;

/// <summary>Adds what is known of staff's accounts apart from signing in, which is the web's.</summary>
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
