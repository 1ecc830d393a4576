using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Proctoring.Core.Rules;

/// <summary>Registers the catalogue of rules with the configured settings.</summary>
internal static class RulesRegistration
{
    public static IServiceCollection AddRules(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton(_ => RuleCatalog.Read(configuration));
}
