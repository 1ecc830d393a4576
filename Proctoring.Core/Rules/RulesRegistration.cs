using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Proctoring.Core.Rules;

/// <summary>Adds the catalogue of rules with the settings in force.</summary>
internal static class RulesRegistration
{
    public static IServiceCollection AddRules(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton(_ => RuleCatalog.Read(configuration));
}
