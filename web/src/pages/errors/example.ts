/** A file to begin with, written for the workshop: hard sentences, among them one with a wrong label. */
import type { Bilingual } from '../../lib/language.svelte';

const FRENCH = `text,label,genre
"Une mise en scène brillante, des acteurs justes.",positive,film
"Un ratage complet, du premier au dernier plan.",negative,film
"Je n’ai pas vu le temps passer.",positive,film
"On n’y croit pas une seconde.",negative,film
"Difficile de faire plus touchant.",negative,film
"Difficile de faire pire.",negative,film
"La bande-annonce était bien meilleure que le film.",negative,film
"Rien ne sonne faux dans cette comédie.",positive,film
"Quel bonheur de quitter enfin la salle !",negative,film
"Moins drôle que le premier, mais on rit encore beaucoup.",positive,film
"Un roman bouleversant, servi par une langue superbe.",positive,livre
"J’ai lâché au troisième chapitre.",negative,livre
"J’ai raté mon arrêt de métro à cause de ce livre.",positive,livre
"L’idée était bonne, le livre ne l’est pas.",negative,livre
"Aucun temps mort, aucune facilité.",positive,livre
"Des pages et des pages pour ne rien dire.",negative,livre
"Plats savoureux, équipe charmante.",positive,table
"Une heure d’attente pour des pâtes tièdes.",negative,table
"Le cadre est superbe, l’assiette beaucoup moins.",negative,table
"Je ne regrette pas le détour.",positive,table
"On repart avec une seule envie : ne pas revenir.",negative,table
"Pas donné, mais quel régal !",positive,table
`;

const ENGLISH = `text,label,genre
"Brilliant staging, and actors who ring true.",positive,film
"A complete failure, from the first shot to the last.",negative,film
"I did not see the time go by.",positive,film
"Not believable for a second.",negative,film
"It could hardly be more moving.",negative,film
"It could hardly be worse.",negative,film
"The trailer was gorgeous, the film is less so.",negative,film
"There is nothing to cut in this comedy.",positive,film
"What a joy to leave the theatre at last!",negative,film
"Less funny than the first one, but still a good laugh.",positive,film
"A deeply moving novel in superb prose.",positive,book
"I gave up in the third chapter.",negative,book
"I could not put it down all night.",positive,book
"The idea was good, the book is not.",negative,book
"Never dull, never easy.",positive,book
"Page after page to say nothing at all.",negative,book
"Tasty dishes, charming staff.",positive,table
"An hour’s wait for lukewarm pasta.",negative,table
"The place is superb, the plate much less so.",negative,table
"I do not regret the detour.",positive,table
"We left with one wish: never to come back.",negative,table
"Not cheap, but what a treat!",positive,table
`;

export const EXAMPLE: Bilingual<{ name: string; table: string }> = {
  fr: { name: 'exemple.csv', table: FRENCH },
  en: { name: 'example.csv', table: ENGLISH },
};
