using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core.Reports;

namespace Proctoring.Core.Sessions;

/// <summary>Adds what opens, runs and ends sittings.</summary>
internal static class SessionsRegistration
{
    public static IServiceCollection AddSessions(this IServiceCollection services) => services
        .AddSingleton<ReportReader>()
        .AddSingleton<SessionReplay>()
        .AddSingleton<AccommodationBook>()
        .AddSingleton<FramePace>()
        .AddSingleton<SessionFeed>()
        .AddSingleton<ReadingPlaces>()
        .AddSingleton<SessionJournal>()
        .AddSingleton<SessionPipeline>()
        .AddSingleton<IdentityNotes>()
        .AddSingleton<LiveSessions>()
        .AddSingleton<ExamShelf>()
        .AddSingleton<SessionRegister>()
        .AddSingleton<ReferenceTaker>()
        .AddSingleton<Enrolment>()
        .AddSingleton<AnswerSheet>()
        .AddSingleton<MonitorReader>()
        .AddSingleton<SessionCloser>()
        .AddHostedService<SessionClock>();
}
