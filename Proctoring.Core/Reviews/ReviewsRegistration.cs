using Microsoft.Extensions.DependencyInjection;

namespace Proctoring.Core.Reviews;

/// <summary>Adds what reviewers and proctors work with.</summary>
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
            .AddSingleton<Dashboard>();
}
