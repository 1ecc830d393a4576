using Microsoft.Extensions.DependencyInjection;

namespace Proctoring.Core.Policies;

/// <summary>Registers the editor of policies.</summary>
internal static class PoliciesRegistration
{
    public static IServiceCollection AddPolicies(this IServiceCollection services) =>
        services.AddSingleton<PolicyCheck>().AddSingleton<PolicyReader>().AddSingleton<PolicyStore>().AddSingleton<PolicyEffect>();
}
