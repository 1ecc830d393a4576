using Microsoft.Extensions.DependencyInjection;

namespace Proctoring.Core.Reviews;

/// <summary>Registers the use cases of reviewers and proctors.</summary>
internal static class ReviewsRegistration
{
    public static IServiceCollection AddReviews(this IServiceCollection services) =>
        services
            .AddSingleton<SessionList>()
            .AddSingleton<ReviewQueue>()
            .AddSingleton<CaseReader>()
            .AddSingleton<SessionTimeline>()
            .AddSingleton<FlagDecisions>()
            .AddSingleton<SessionVerdicts>()
            .AddSingleton<ReviewNotes>()
            .AddSingleton<Assignments>()
            .AddSingleton<CandidateMessages>()
            .AddSingleton<Interventions>()
            .AddSingleton<WallFlags>()
            .AddSingleton<LiveWall>()
            .AddSingleton<IdentityReviews>()
            .AddSingleton<Dashboard>();
}
